return DqnGpu.Agent.CommandLineProgram.Run(args);
