"""The reviewer workstation: desktop program, reference server and command line verbs in one package."""
