/**
 * Rows of named values - numbers, categories, texts, lists - as packed rows of floats for a
 * network. May import {@code data}, {@code io}, {@code text}, and {@code nn.models}, whose {@link
 * io.kindling.nn.models.PackedField} says how a packed row is read.
 *
 * <p>Start at {@link io.kindling.data.table.TableEncoder}, which is made of {@link
 * io.kindling.data.table.TableField}s; {@link io.kindling.data.table.ColumnSpec} is what a user
 * writes for one of them before it is fitted.
 */
package io.kindling.data.table;
