package io.github.cloudtasks.dispatcher;

import org.jspecify.annotations.Nullable;

/**
 * One line of a request's head.
 *
 * @param name visible ASCII without a colon
 * @param value visible ASCII, blanks and tabs; may be empty
 */
record Header(String name, String value) {

  /**
   * A header that cannot break the head it stands in, or null where there is none to send. The rules are those by
   * which the service cleans a task's headers (recorded): a name that is empty or has blanks, colons or non-ASCII
   * drops the header; a value is cut at NUL, CR and LF become underscores, other control characters and non-ASCII
   * drop the header. A queue's overrides are stored uncleaned (recorded) and pass here for the first time.
   */
  static @Nullable Header cleaned(String name, String value) {
    if (name.isEmpty() || !name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':')) {
      return null;
    }
    if (isClean(value)) {
      return new Header(name, value);
    }
    int end = value.indexOf('\0');
    String cut = end < 0 ? value : value.substring(0, end);
    String oneLine = cut.replace('\r', '_').replace('\n', '_');
    return isClean(oneLine) ? new Header(name, oneLine) : null;
  }

  boolean isNamed(String other) {
    return name.equalsIgnoreCase(other);
  }

  private static boolean isClean(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c != '\t' && (c < ' ' || c >= 0x7f)) {
        return false;
      }
    }
    return true;
  }
}
