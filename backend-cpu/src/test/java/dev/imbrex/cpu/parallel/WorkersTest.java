package dev.imbrex.cpu.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class WorkersTest {

  @Test
  void everyTaskRunsOnceAndIsDoneWhenRunReturns() {
    try (Workers w = new Workers(3)) {
      for (int round = 0; round < 2000; round++) {
        int n = round % 17;
        int[] done = new int[17];
        w.run((task, worker) -> done[task]++, n);
        for (int i = 0; i < done.length; i++) {
          assertEquals(i < n ? 1 : 0, done[i], "task " + i + " of " + n);
        }
      }
    }
  }

  @Test
  void noTwoTasksShareAWorkerAtOneTime() {
    try (Workers w = new Workers(4)) {
      AtomicIntegerArray inside = new AtomicIntegerArray(w.count());
      for (int round = 0; round < 500; round++) {
        w.run(
            (task, worker) -> {
              assertEquals(1, inside.incrementAndGet(worker));
              Thread.onSpinWait();
              inside.decrementAndGet(worker);
            },
            64);
      }
    }
  }

  @Test
  void whatATaskThrowsReachesTheCallerAndTheWorkersGoOn() {
    try (Workers w = new Workers(3)) {
      IllegalStateException thrown = new IllegalStateException("task");
      Job failing =
          (task, worker) -> {
            if (task == 5) {
              throw thrown;
            }
          };
      assertSame(thrown, assertThrows(IllegalStateException.class, () -> w.run(failing, 40)));
      int[] done = new int[40];
      w.run((task, worker) -> done[task]++, 40);
      for (int d : done) {
        assertEquals(1, d);
      }
    }
  }

  @Test
  void severalCallersAreServed() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(4);
    try (Workers w = new Workers(2)) {
      CountDownLatch start = new CountDownLatch(1);
      Future<?>[] all = new Future<?>[4];
      for (int c = 0; c < all.length; c++) {
        all[c] =
            callers.submit(
                () -> {
                  start.await();
                  for (int round = 0; round < 500; round++) {
                    int[] done = new int[9];
                    w.run((task, worker) -> done[task]++, 9);
                    for (int d : done) {
                      assertEquals(1, d);
                    }
                  }
                  return null;
                });
      }
      start.countDown();
      for (Future<?> f : all) {
        f.get();
      }
    } finally {
      callers.shutdown();
    }
  }

  @Test
  void closedWorkersRefuseWork() {
    Workers w = new Workers(2);
    w.close();
    assertThrows(IllegalStateException.class, () -> w.run((task, worker) -> {}, 2));
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> new Workers(0));
    assertTrue(e.getMessage().contains("At least 1 thread"), e.getMessage());
  }
}
