/** Words of error messages, and calls as text. */
package io.kindling.text;
