/**
 * The contract tests: one specification of the behaviour of the service, run through every way of reaching it.
 *
 * <p>A {@link io.github.cloudtasks.contract.ServiceContract} tests behaviour in terms of the model, independent of the
 * wire format. A {@link io.github.cloudtasks.contract.ContractExtension} connects the tests to the engine, to gRPC or
 * to REST. A test class extends {@link io.github.cloudtasks.contract.ContractSuite} and registers one extension. Time
 * is virtual and no attempt leaves the machine: each test advances the time and completes the attempts through its
 * {@link io.github.cloudtasks.contract.TestFixture}.
 */
@NullMarked
package io.github.cloudtasks.contract;

import org.jspecify.annotations.NullMarked;
