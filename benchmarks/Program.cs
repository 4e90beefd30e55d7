Console.WriteLine("DqnGpu");
