package dev.imbrex.cpu.kernel;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imbrex.cpu.CpuProvider;
import dev.imbrex.cpu.OneOp;
import dev.imbrex.op.Conv2d;
import dev.imbrex.op.Conv2dFilterGrad;
import dev.imbrex.op.Conv2dInputGrad;
import dev.imbrex.op.MatMul;
import dev.imbrex.op.MaxPool2d;
import dev.imbrex.op.Op;
import dev.imbrex.op.Padding;
import dev.imbrex.op.Reduce;
import dev.imbrex.op.Unary;
import dev.imbrex.op.Window;
import dev.imbrex.op.composite.Activation;
import dev.imbrex.op.composite.ActivationFn;
import dev.imbrex.op.composite.ActivationGrad;
import dev.imbrex.op.composite.AdagradUpdate;
import dev.imbrex.op.composite.AdamUpdate;
import dev.imbrex.op.composite.BatchNormInference;
import dev.imbrex.op.composite.BatchNormTraining;
import dev.imbrex.op.composite.BatchNormTrainingGrad;
import dev.imbrex.op.composite.RmspropUpdate;
import dev.imbrex.op.composite.SgdUpdate;
import dev.imbrex.op.composite.Softmax;
import dev.imbrex.op.composite.SparseSoftmaxCrossEntropy;
import dev.imbrex.op.composite.SparseSoftmaxCrossEntropyGrad;
import dev.imbrex.spi.Backend;
import dev.imbrex.tensor.DType;
import dev.imbrex.tensor.HostTensor;
import dev.imbrex.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Vectors or plain loops, one thread or several: the same bits. */
class SameBitsTest {
  private static final String PLAIN = "imbrex.cpu.plain";
  private static final String AT_ONCE = "imbrex.cpu.vectors-at-once";

  private record Case(Op op, List<HostTensor> in) {}

  private static HostTensor reals(int seed, TensorType t) {
    Random r = new Random(seed);
    HostTensor h = HostTensor.zeros(t);
    for (int i = 0; i < t.shape().intSize(); i++) {
      h.set(i, r.nextGaussian() * 3);
    }
    return h;
  }

  private static HostTensor positive(int seed, TensorType t) {
    HostTensor h = reals(seed, t);
    for (int i = 0; i < t.shape().intSize(); i++) {
      h.set(i, Math.abs(h.get(i)) + 0.01);
    }
    return h;
  }

  private static void add(List<Case> cases, Op op, HostTensor... in) {
    cases.add(new Case(op, List.of(in)));
  }

  private static List<Case> cases() {
    List<Case> c = new ArrayList<>();
    Window w = Window.of(3, 1, Padding.SAME);
    HostTensor x = reals(1, TensorType.f32(3, 17, 19, 21));
    HostTensor f = reals(2, TensorType.f32(3, 3, 21, 37));
    HostTensor dy = reals(3, TensorType.f32(3, 17, 19, 37));
    add(c, new Conv2d(w, 1), x, f);
    add(c, new Conv2dInputGrad(w, 1, 17, 19), dy, f);
    add(c, new Conv2dFilterGrad(w, 1), x, dy);
    HostTensor deep = reals(20, TensorType.f32(5, 13, 12, 37));
    HostTensor many = reals(21, TensorType.f32(3, 3, 37, 70));
    HostTensor deepResults = reals(22, TensorType.f32(5, 13, 12, 70));
    add(c, new Conv2d(w, 1), deep, many);
    add(c, new Conv2dInputGrad(w, 1, 13, 12), deepResults, many);
    add(c, new Conv2dFilterGrad(w, 1), deep, deepResults);
    Window five = Window.of(5, 1, Padding.SAME);
    HostTensor gray = reals(23, TensorType.f32(6, 28, 28, 1));
    HostTensor few = reals(24, TensorType.f32(5, 5, 1, 6));
    HostTensor fewResults = reals(25, TensorType.f32(6, 28, 28, 6));
    add(c, new Conv2d(five, 1), gray, few);
    add(c, new Conv2dInputGrad(five, 1, 28, 28), fewResults, few);
    add(c, new Conv2dFilterGrad(five, 1), gray, fewResults);
    Window whole = Window.of(5, 1, Padding.VALID);
    HostTensor sixteen = reals(28, TensorType.f32(5, 5, 6, 16));
    HostTensor sixteenResults = reals(29, TensorType.f32(6, 24, 24, 16));
    add(c, new Conv2d(whole, 1), fewResults, sixteen);
    add(c, new Conv2dInputGrad(whole, 1, 28, 28), sixteenResults, sixteen);
    add(c, new Conv2dFilterGrad(whole, 1), fewResults, sixteenResults);
    for (HostTensor picture : List.of(x, deep, fewResults)) {
      MaxPool2d pool = new MaxPool2d(Window.of(2, 2, Padding.VALID), false);
      add(c, pool, picture);
      add(c, new MaxPool2d(w, false), picture);
      add(c, new Reduce(Reduce.Fn.SUM, List.of(0, 1, 2), false), picture);
    }
    HostTensor perChannel = reals(18, TensorType.f32(3, 3, 1, 21));
    add(c, new Conv2d(w, 21), x, perChannel);
    add(c, new Conv2dInputGrad(w, 21, 17, 19), x, perChannel);
    add(c, new Conv2dFilterGrad(w, 21), x, reals(19, x.type()));
    HostTensor a = reals(4, TensorType.f32(45, 333));
    add(c, new MatMul(false, true), a, reals(5, TensorType.f32(77, 333)));
    add(c, new MatMul(true, false), a, reals(6, TensorType.f32(45, 77)));
    // Many rows and columns: both matrices are packed, the last panel is a narrow one.
    HostTensor tall = reals(30, TensorType.f32(301, 70));
    add(c, new MatMul(false, false), tall, reals(31, TensorType.f32(70, 530)));
    add(c, new MatMul(false, true), tall, reals(32, TensorType.f32(600, 70)));
    HostTensor flat = reals(7, TensorType.f32(20011));
    for (ActivationFn fn : ActivationFn.values()) {
      add(c, Activation.of(fn), flat);
      add(c, new ActivationGrad(fn, 1), flat, reals(8, flat.type()));
    }
    for (Unary.Fn fn : List.of(Unary.Fn.EXP, Unary.Fn.TANH, Unary.Fn.ERF, Unary.Fn.EXPM1)) {
      add(c, new Unary(fn), flat);
    }
    add(c, new Unary(Unary.Fn.LOG), positive(9, flat.type()));
    add(c, new Reduce(Reduce.Fn.SUM, List.of(0), false), flat);
    add(c, new Reduce(Reduce.Fn.SUM, List.of(0, 1, 2), false), x);
    add(c, new Softmax(), reals(10, TensorType.f32(70, 37)));
    HostTensor logits = reals(26, TensorType.f32(31, 301));
    HostTensor labels = HostTensor.zeros(TensorType.f32(31).withDType(DType.I32));
    add(c, new Softmax(), logits);
    add(c, new SparseSoftmaxCrossEntropy(), logits, labels);
    HostTensor each = reals(27, TensorType.f32(31));
    add(c, new SparseSoftmaxCrossEntropyGrad(), logits, labels, each);
    HostTensor gamma = reals(11, TensorType.f32(21));
    HostTensor beta = reals(12, TensorType.f32(21));
    add(c, new BatchNormTraining(1e-3), x, gamma, beta);
    HostTensor variance = positive(13, TensorType.f32(21));
    add(c, new BatchNormInference(1e-3), x, gamma, beta, gamma, variance);
    add(c, new BatchNormTrainingGrad(1e-3), x, gamma, beta, variance, reals(14, x.type()));
    HostTensor gradient = reals(15, flat.type());
    HostTensor state = reals(16, flat.type());
    HostTensor squares = positive(17, flat.type());
    HostTensor rate = HostTensor.scalar(1e-3f);
    add(c, new AdamUpdate(0.9, 0.999, 1e-7, false), flat, gradient, state, squares, rate);
    HostTensor none = HostTensor.zeros(flat.type());
    HostTensor small = small(flat.type());
    add(c, new AdamUpdate(0.9, 0.999, 1e-7, false), flat, none, small, small, rate);
    for (boolean nesterov : new boolean[] {false, true}) {
      add(c, new SgdUpdate(0.9, nesterov), flat, gradient, state, rate);
      add(c, new SgdUpdate(0.9, nesterov), flat, none, small, rate);
    }
    add(c, new RmspropUpdate(0.9, 1e-7), flat, gradient, squares, rate);
    add(c, new RmspropUpdate(0.9, 1e-7), flat, none, small, rate);
    add(c, new AdagradUpdate(1e-7), flat, gradient, squares, rate);
    return c;
  }

  /** From normal numbers to subnormal ones. */
  private static HostTensor small(TensorType type) {
    HostTensor t = HostTensor.zeros(type);
    for (int i = 0; i < type.shape().intSize(); i++) {
      t.set(i, Math.scalb(1 + i % 7 / 8.0, -90 - i % 60));
    }
    return t;
  }

  private static Backend open(boolean plain, int threads) {
    return open(PLAIN, plain, threads);
  }

  private static Backend open(String property, boolean value, int threads) {
    String before = System.getProperty(property);
    System.setProperty(property, Boolean.toString(value));
    try {
      return CpuProvider.open(threads);
    } finally {
      if (before == null) {
        System.clearProperty(property);
      } else {
        System.setProperty(property, before);
      }
    }
  }

  private static void compare(Backend one, Backend other, String what) {
    for (Case c : cases()) {
      List<HostTensor> a = OneOp.run(one, c.op, c.in);
      List<HostTensor> b = OneOp.run(other, c.op, c.in);
      for (int i = 0; i < a.size(); i++) {
        assertTrue(a.get(i).sameBits(b.get(i)), what + ": result " + i + " of " + c.op);
      }
    }
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBits() {
    try (Backend one = open(false, 1);
        Backend three = open(false, 3)) {
      compare(one, three, "1 and 3 threads");
    }
  }

  /** Without the vector module both are plain loops, and the test says little. */
  @Test
  void vectorsAndPlainLoopsGiveTheSameBits() {
    try (Backend vectors = open(false, 2);
        Backend plain = open(true, 2)) {
      compare(vectors, plain, "vectors and plain loops");
    }
  }

  /** Of a backend just opened, some tiles of an op come from vectors and most from plain loops. */
  @Test
  void bitsStayTheSameWhileVectorsAreTried() {
    try (Backend vectors = open(AT_ONCE, true, 2);
        Backend tried = open(AT_ONCE, false, 2)) {
      compare(vectors, tried, "vectors at once and vectors that are tried");
      compare(vectors, tried, "vectors at once and vectors after a while");
    }
  }
}
