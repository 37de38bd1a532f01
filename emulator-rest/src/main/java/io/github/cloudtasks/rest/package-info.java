/** The REST door: HTTP/1.1 connections on Netty, in front of the transcoder. Start reading at RestDoor. */
@NullMarked
package io.github.cloudtasks.rest;

import org.jspecify.annotations.NullMarked;
