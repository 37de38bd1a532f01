/**
 * The public Java API of the emulator. Start with {@link io.github.cloudtasks.emulator.CloudTasksEmulator}.
 *
 * <p>Programs may rely on this package only. All other packages of the jar are internal and change without notice.
 */
@NullMarked
package io.github.cloudtasks.emulator;

import org.jspecify.annotations.NullMarked;
