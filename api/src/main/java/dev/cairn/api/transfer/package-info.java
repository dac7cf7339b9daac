/** Studies that leave a service or come into one: export, import, clone. */
@NullMarked
package dev.cairn.api.transfer;

import org.jspecify.annotations.NullMarked;
