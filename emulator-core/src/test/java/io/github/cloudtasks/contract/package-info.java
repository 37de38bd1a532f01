/**
 * One contract of the service, for every way of reaching it.
 *
 * <p>A {@link io.github.cloudtasks.contract.ServiceContract} says how the service behaves, in the words of the model
 * and not of any wire. A {@link io.github.cloudtasks.contract.ContractExtension} reaches the service one way: straight
 * to the engine, over gRPC, over REST. A test class is a binding and the list of chapters that it can read. Time is
 * virtual, and no attempt leaves the machine: the {@link io.github.cloudtasks.contract.TestFixture} of a test moves the
 * one and answers the others.
 */
@NullMarked
package io.github.cloudtasks.contract;

import org.jspecify.annotations.NullMarked;
