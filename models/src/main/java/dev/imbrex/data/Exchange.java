package dev.imbrex.data;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;

/** One request for a file or the rest of it. */
final class Exchange {
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private final Duration connect;
  private final Duration silence;
  private final HttpClient client;

  Exchange(Duration connect, Duration silence) {
    this.connect = connect;
    this.silence = silence;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(connect)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
  }

  /**
   * Appends what a file lacks; where the server can not send that alone, it begins anew.
   *
   * @param length how long the whole file is
   * @param progress gets how long it is now
   * @throws DownloadException if it is not {@code length} bytes long in the end; what arrived stays
   * @throws IOException if the file can not be written
   */
  void get(URI from, long length, FileChannel file, LongConsumer progress)
      throws IOException, DownloadException {
    long have = file.size();
    if (have > length) {
      file.truncate(0);
      have = 0;
    }
    if (have == length) {
      return;
    }
    HttpRequest.Builder request = HttpRequest.newBuilder(from).GET();
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    HttpResponse<TimedBody> response = send(request.build());
    try (TimedBody body = response.body()) {
      int status = response.statusCode();
      if (status == RANGE_NOT_SATISFIABLE) {
        file.truncate(0);
        throw new DownloadException("is shorter than what is here already", false);
      }
      if (status != OK && status != PARTIAL) {
        throw new DownloadException("answers with the status " + status, false);
      }
      boolean rest = status == PARTIAL && beginsAt(response, have);
      if (!rest) {
        if (status == PARTIAL) {
          throw new DownloadException("sends another part than was asked for", false);
        }
        file.truncate(0);
      }
      file.position(file.size());
      receive(body, length, file, progress);
    }
  }

  private static boolean beginsAt(HttpResponse<?> response, long first) {
    return response
        .headers()
        .firstValue("Content-Range")
        .filter(r -> r.startsWith("bytes " + first + "-"))
        .isPresent();
  }

  private HttpResponse<TimedBody> send(HttpRequest request) throws DownloadException {
    CompletableFuture<HttpResponse<TimedBody>> answer =
        client.sendAsync(request, info -> new TimedBody());
    try {
      // The time for a connection does not cover the look-up of the name.
      return answer.get(connect.plus(silence).toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new DownloadException("does not answer", false);
    } catch (ExecutionException e) {
      throw new DownloadException(reason(e.getCause() == null ? e : e.getCause()), false);
    } catch (InterruptedException e) {
      answer.cancel(true);
      throw interrupted();
    }
  }

  private void receive(TimedBody body, long length, FileChannel file, LongConsumer progress)
      throws IOException, DownloadException {
    while (true) {
      TimedBody.Piece piece = next(body);
      for (ByteBuffer bytes : piece.bytes()) {
        while (bytes.hasRemaining()) {
          file.write(bytes);
        }
      }
      long now = file.size();
      progress.accept(Math.min(now, length));
      if (now > length) {
        file.truncate(0);
        throw new DownloadException("is longer than the published file", false);
      }
      if (piece.end()) {
        if (now < length) {
          Throwable failure = piece.failure();
          throw new DownloadException(
              String.format(
                  "broke off after %,d of %,d bytes%s",
                  now, length, failure == null ? "" : " (" + reason(failure) + ")"),
              true);
        }
        return;
      }
    }
  }

  private TimedBody.Piece next(TimedBody body) throws DownloadException {
    try {
      TimedBody.Piece piece = body.next(silence);
      if (piece == null) {
        throw new DownloadException(
            String.format("has sent nothing for %d s", Math.max(1, silence.toSeconds())), true);
      }
      return piece;
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static DownloadException interrupted() {
    Thread.currentThread().interrupt();
    return new DownloadException("was interrupted", false);
  }

  private static String reason(Throwable t) {
    for (Throwable cause = t; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
        return "can not be found (no network?)";
      }
    }
    if (t instanceof HttpConnectTimeoutException) {
      return "does not answer";
    }
    if (t instanceof ConnectException) {
      return "refuses the connection";
    }
    return "can not be reached (" + (t.getMessage() == null ? t : t.getMessage()) + ")";
  }
}
