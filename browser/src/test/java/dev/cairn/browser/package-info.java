/** The web page as people meet it: Chromium, a running service, a real Postgres. */
package dev.cairn.browser;
