from harmonia.config.command import main

main()
