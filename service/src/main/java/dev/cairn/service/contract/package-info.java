/** The service's contract, as a file for programs and as a page for people. */
@NullMarked
package dev.cairn.service.contract;

import org.jspecify.annotations.NullMarked;
