/** HTTP/1.1 and HTTP/2 request handling. */
@NullMarked
package io.github.cloudtasks.rest.http;

import org.jspecify.annotations.NullMarked;
