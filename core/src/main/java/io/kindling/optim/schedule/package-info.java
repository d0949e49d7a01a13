/**
 * Schedules: how learning rates change while training runs; {@code torch.optim.lr_scheduler}. Call
 * a schedule's {@code step()} after the optimizer's.
 */
package io.kindling.optim.schedule;
