/** Tests of the dispatcher: tables for computed values, and a real socket for requests. */
package io.github.cloudtasks.dispatcher;
