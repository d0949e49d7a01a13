/** Words of error messages. */
package io.kindling.text;
