@echo off
rem Starts the emulator with the Java runtime beside it. Flags are passed on; see --help.
setlocal
set "home=%~dp0.."
"%home%\runtime\bin\java.exe" @FLAGS@ -XX:AOTCache="%home%\emulator.aot" -cp "%home%\emulator.jar" io.github.cloudtasks.cli.Main %*
