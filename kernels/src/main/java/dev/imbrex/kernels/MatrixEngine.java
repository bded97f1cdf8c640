package dev.imbrex.kernels;

/**
 * The matrix engines that {@code gemm_matrix.cl} has code for. A sub-group of work-items multiplies
 * small matrices of {@link #rows} x {@link #depth} and {@link #depth} x {@link #columns}.
 */
public enum MatrixEngine {
  /** NVIDIA from compute capability 8.0, factors rounded to tf32. */
  NVIDIA_TF32(1, Precision.TF32, 32, 16, 8, 8),

  /** NVIDIA from compute capability 8.0, factors rounded to bfloat16. */
  NVIDIA_BF16(2, Precision.BF16, 32, 16, 8, 16),

  /** Intel with sub-groups of 8, factors rounded to bfloat16. */
  INTEL_BF16_OF_8(3, Precision.BF16, 8, 8, 8, 16),

  /** Intel with sub-groups of 16, factors rounded to bfloat16. */
  INTEL_BF16_OF_16(4, Precision.BF16, 16, 8, 16, 16),

  /** AMD CDNA, float32 throughout. */
  AMD_F32(5, Precision.FLOAT32, 64, 16, 16, 4),

  /** AMD RDNA 3, factors rounded to bfloat16. */
  AMD_BF16(6, Precision.BF16, 32, 16, 16, 16);

  /** What becomes of the factors; sums are float32 everywhere. */
  public enum Precision {
    /** They stay as they are. */
    FLOAT32,

    /** They keep 10 bits of fraction. */
    TF32,

    /** They keep 7 bits of fraction. */
    BF16,

    /**
     * They keep 10 bits of fraction and 5 of exponent, so that what is larger than 65504 becomes
     * infinite. No engine here is for that; tiles in local memory are.
     */
    FLOAT16
  }

  private final int number;
  private final Precision precision;
  private final int lanes;
  private final int rows;
  private final int columns;
  private final int depth;

  MatrixEngine(int number, Precision precision, int lanes, int rows, int columns, int depth) {
    this.number = number;
    this.precision = precision;
    this.lanes = lanes;
    this.rows = rows;
    this.columns = columns;
    this.depth = depth;
  }

  /**
   * Returns the engine of a number.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static MatrixEngine of(int number) {
    for (MatrixEngine e : values()) {
      if (e.number == number) {
        return e;
      }
    }
    throw new IllegalArgumentException("There is no matrix engine " + number + ".");
  }

  /** Returns the value of the macro ENGINE. */
  public int number() {
    return number;
  }

  /** Returns what becomes of the factors. */
  public Precision precision() {
    return precision;
  }

  /** Returns how many work-items a sub-group has. */
  public int lanes() {
    return lanes;
  }

  /** Returns how many rows the left matrix has. */
  public int rows() {
    return rows;
  }

  /** Returns how many columns the right matrix has. */
  public int columns() {
    return columns;
  }

  /** Returns how many products are added up. */
  public int depth() {
    return depth;
  }

  /** Returns how many bytes a factor has in local memory. */
  int bytes() {
    return precision == Precision.BF16 ? 2 : 4;
  }
}
