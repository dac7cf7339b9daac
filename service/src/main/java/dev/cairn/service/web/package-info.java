/** What every call passes, and the web page: binding bodies, paging, and turning every error into a problem document. */
@NullMarked
package dev.cairn.service.web;

import org.jspecify.annotations.NullMarked;
