/** Spring Boot support: the Cloud Tasks clients of an application use an emulator, without a change to its code. */
@NullMarked
package io.github.cloudtasks.spring;

import org.jspecify.annotations.NullMarked;
