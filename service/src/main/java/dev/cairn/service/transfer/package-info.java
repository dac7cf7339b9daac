/** Studies that leave and come in: export, import from our own and from Optuna's files, clone. */
@NullMarked
package dev.cairn.service.transfer;

import org.jspecify.annotations.NullMarked;
