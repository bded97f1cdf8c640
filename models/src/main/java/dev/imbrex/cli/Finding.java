package dev.imbrex.cli;

/**
 * What {@code doctor} found out about one thing.
 *
 * @param about what it is, in a word or two
 * @param fix what to type or to do; empty where nothing is to be done
 */
record Finding(State state, String about, String text, String fix) {
  enum State {
    /** As it should be. */
    OK("ok"),
    /** It works, but could do better. */
    BETTER("could be better"),
    /** Something does not work. */
    WRONG("WRONG");

    final String shown;

    State(String shown) {
      this.shown = shown;
    }
  }

  static Finding ok(String about, String text) {
    return new Finding(State.OK, about, text, "");
  }

  static Finding better(String about, String text, String fix) {
    return new Finding(State.BETTER, about, text, fix);
  }

  static Finding wrong(String about, String text, String fix) {
    return new Finding(State.WRONG, about, text, fix);
  }
}
