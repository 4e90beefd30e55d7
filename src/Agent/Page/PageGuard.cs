using System.Net;
using Microsoft.AspNetCore.Http;

namespace DqnGpu.Agent;

/// <summary>Lets only the page itself ask its server.</summary>
/// <remarks>
/// A browser sends requests to this machine on behalf of any site that its user visits. Such a request has another <c>Origin</c>; and where the site has
/// turned its own name to this machine's address, another <c>Host</c>. Hosts that are addresses cannot be turned.
/// </remarks>
public static class PageGuard
{
    /// <summary>Refuses requests with a foreign host (421) or a foreign origin (403), and all but reading (405).</summary>
    public static Task Check(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        var response = context.Response;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'";
        if (!IsOwn(request.Host.Host))
            return Refuse(StatusCodes.Status421MisdirectedRequest, $"This server is not '{request.Host.Host}'.");
        if (request.Headers.Origin is [{ } origin, ..] && !string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase))
            return Refuse(StatusCodes.Status403Forbidden, $"The page answers no requests of '{origin}'.");
        if (request.Headers["Sec-Fetch-Site"] is ["cross-site"] && request.Headers["Sec-Fetch-Mode"] != "navigate")
            return Refuse(StatusCodes.Status403Forbidden, "The page answers no requests of other sites.");
        return HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsConnect(request.Method)
            ? next(context)
            : Refuse(StatusCodes.Status405MethodNotAllowed, "The page can only be read.");

        Task Refuse(int status, string reason) => PageFault.Write(context, status, reason);
    }

    private static bool IsOwn(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.Equals(Environment.MachineName, StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host.Trim('[', ']'), out _);
}
