/**
 * The console: a page that shows queues, tasks and attempts in a browser. The server only delivers its files; the page
 * itself, JavaScript below {@code page}, calls the REST API and the control API like any other client.
 */
@NullMarked
package io.github.cloudtasks.server.console;

import org.jspecify.annotations.NullMarked;
