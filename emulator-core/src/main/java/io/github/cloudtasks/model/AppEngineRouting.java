package io.github.cloudtasks.model;

/**
 * Where in an App Engine app a request goes. An empty part means the default one.
 *
 * @param host what the service computes from the rest, never what a client sent (documented: output only)
 */
public record AppEngineRouting(String service, String version, String instance, String host) {

  /** The default version of the default service. */
  public static final AppEngineRouting DEFAULT = new AppEngineRouting("", "", "", "");
}
