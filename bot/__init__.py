"""The running program: settings, command line, intake, delivery, scheduler, composition."""
