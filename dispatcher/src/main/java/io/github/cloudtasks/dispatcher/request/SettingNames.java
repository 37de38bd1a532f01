package io.github.cloudtasks.dispatcher.request;

/**
 * The names of settings in error messages and log lines, such as the flags of a command line.
 *
 * @param appEngineUrl the address of App Engine apps
 * @param appEngineService the address of a single App Engine service
 * @param certificates the setting that trusts certificates in addition to those of the JDK
 * @param trustAll the setting that accepts any certificate
 */
public record SettingNames(String appEngineUrl, String appEngineService, String certificates, String trustAll) {

    /** The names of the settings in this module. */
    public static final SettingNames DEFAULT =
            new SettingNames("appEngineUrl", "appEngineServices", "certificates", "trustAll");
}
