import Glibc
import Session
import Shell

// Everything runs on one thread with a large stack; this one waits for it.
LargeStack.run {
    FatalSignals.install()
    StandardStreams.exitProcess(Nbs.run(Array(CommandLine.arguments.dropFirst())))
}
