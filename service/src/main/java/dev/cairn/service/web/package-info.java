/** What every call passes: binding bodies, paging, and turning every error into a problem document. */
@NullMarked
package dev.cairn.service.web;

import org.jspecify.annotations.NullMarked;
