package io.github.cloudtasks.contract;

import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.Limits;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * One way of reaching the service. A test class that is extended with a binding, and has chapters nested in it, reads
 * those chapters that way.
 */
public abstract class Binding implements BeforeEachCallback, AfterEachCallback {

  /** Opens a door to {@code engine}. It is closed when all tests are done. */
  protected abstract Service connect(CloudTasks engine) throws Exception;

  @Override
  public final void beforeEach(ExtensionContext context) {
    chapter(context).open(limits -> site(context, limits).bench());
  }

  @Override
  public final void afterEach(ExtensionContext context) {
    chapter(context).close();
  }

  private static Chapter chapter(ExtensionContext context) {
    return (Chapter) context.getRequiredTestInstance();
  }

  /** The site with these limits; there is one for all test classes of a run. */
  private Site site(ExtensionContext context, Limits limits) {
    return context
        .getRoot()
        .getStore(Namespace.create(getClass()))
        .computeIfAbsent(limits, key -> open(limits), Site.class);
  }

  private Site open(Limits limits) {
    try {
      return new Site(this, limits);
    } catch (Exception e) {
      throw new IllegalStateException("the door does not open", e);
    }
  }
}
