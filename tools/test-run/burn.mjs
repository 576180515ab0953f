// Keeps one core busy until it is ended: the other work of a machine on which tests run.
for (let turns = 0; turns >= 0; turns = (turns + 1) % Number.MAX_SAFE_INTEGER);
