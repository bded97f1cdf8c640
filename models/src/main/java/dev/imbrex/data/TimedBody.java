package dev.imbrex.data;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The body of a response as pieces that are waited for no longer than one wants to. */
final class TimedBody implements HttpResponse.BodySubscriber<TimedBody>, AutoCloseable {
  /** What came: a piece, the end, or a failure. */
  record Piece(List<ByteBuffer> bytes, boolean end, @Nullable Throwable failure) {}

  private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
  private volatile Flow.@Nullable Subscription subscription;
  private volatile boolean closed;

  @Override
  public CompletionStage<TimedBody> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  /** Waits for the next piece; returns null where none has come in this time. */
  @Nullable Piece next(Duration patience) throws InterruptedException {
    Flow.Subscription s = subscription;
    if (s != null && pieces.isEmpty()) {
      s.request(1);
    }
    return pieces.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void onSubscribe(Flow.Subscription s) {
    subscription = s;
    if (closed) {
      s.cancel();
      return;
    }
    s.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> bytes) {
    pieces.add(new Piece(bytes, false, null));
  }

  @Override
  public void onError(Throwable failure) {
    pieces.add(new Piece(List.of(), true, failure));
  }

  @Override
  public void onComplete() {
    pieces.add(new Piece(List.of(), true, null));
  }

  /** Lets go of the connection. */
  @Override
  public void close() {
    closed = true;
    Flow.Subscription s = subscription;
    if (s != null) {
      s.cancel();
    }
  }
}
