return DqnGpu.Lessons.LessonsProgram.Run(args, Console.Out, Console.Error);
