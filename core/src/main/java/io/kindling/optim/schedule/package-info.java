/**
 * Schedules: how learning rates change while training runs; {@code torch.optim.lr_scheduler}. Call
 * a schedule's {@code step()} after the optimizer's. May import {@code optim}, {@code io} and
 * {@code text}. Start at {@link io.kindling.optim.schedule.StepLR}.
 */
package io.kindling.optim.schedule;
