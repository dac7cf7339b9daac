/** Holds the service to {@code docs/openapi.yaml}, in every test that speaks HTTP. */
@NullMarked
package dev.cairn.service.contract;

import org.jspecify.annotations.NullMarked;
