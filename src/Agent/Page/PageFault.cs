using Microsoft.AspNetCore.Http;

namespace DqnGpu.Agent;

/// <summary>What a request asked for is not there, or not now.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="reason">One line for people.</param>
public sealed class PageRefusal(int status, string reason) : Exception(reason)
{
    /// <summary>The HTTP status.</summary>
    public int Status => status;
}

/// <summary>Whatever fails in a request becomes a status and one line; the program goes on.</summary>
public static class PageFault
{
    /// <summary>Answers a request, or says why not.</summary>
    public static async Task Answer(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (PageRefusal refusal) when (!context.Response.HasStarted)
        {
            await Write(context, refusal.Status, refusal.Message);
        }
        catch (InvalidOperationException exception) when (!context.Response.HasStarted)
        {
            await Write(context, StatusCodes.Status409Conflict, OneLine.Of(exception));
        }
        catch (Exception exception) when (!context.Response.HasStarted && exception is not OperationCanceledException)
        {
            await Write(context, StatusCodes.Status500InternalServerError, $"{exception.GetType().Name}: {OneLine.Of(exception)}");
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client has gone, or the server goes.
        }
    }

    /// <summary>Writes a status and a line.</summary>
    public static Task Write(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { error = reason }, PageJson.Options);
    }
}
