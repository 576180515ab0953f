// Keeps one core busy until the process is ended. It stands for other work on the machine.
for (let turns = 0; turns >= 0; turns = (turns + 1) % Number.MAX_SAFE_INTEGER);
