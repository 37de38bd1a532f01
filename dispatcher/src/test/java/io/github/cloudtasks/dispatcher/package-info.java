/** Tests of the dispatcher: tables for what is computed, a real socket for what is sent. */
package io.github.cloudtasks.dispatcher;
