/** Immutable records: what Cloud Tasks knows, named as its documentation names it. */
@NullMarked
package io.github.cloudtasks.model;

import org.jspecify.annotations.NullMarked;
