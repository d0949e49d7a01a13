/**
 * Names, options and calls as text, and what an error says of those it does not know. {@link
 * io.kindling.text.Catalog} is the one way in which layers, losses, optimizers, schedules and
 * transforms are found by name; {@link io.kindling.text.Arguments} the one in which their options
 * are read. May import nothing of ours, for everything imports it.
 *
 * <p>Start at {@link io.kindling.text.NamedType}.
 */
package io.kindling.text;
