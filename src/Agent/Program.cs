DqnGpu.Agent.LastingConsole.Install();
return DqnGpu.Agent.CommandLineProgram.Run(args);
