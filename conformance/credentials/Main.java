import com.google.auth.ServiceAccountSigner;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.IdTokenCredentials;
import com.google.auth.oauth2.IdTokenProvider;
import java.util.List;

/** Prints what google-auth-library-java finds. */
class Main {
    public static void main(String[] arguments) throws Exception {
        GoogleCredentials credentials = GoogleCredentials.getApplicationDefault()
                .createScoped(List.of("https://www.googleapis.com/auth/cloud-platform"));
        IdTokenCredentials idTokens = IdTokenCredentials.newBuilder()
                .setIdTokenProvider((IdTokenProvider) credentials)
                .setTargetAudience(System.getenv("AUDIENCE"))
                .build();
        idTokens.refresh();
        System.out.printf(
                "{\"project\": \"%s\", \"email\": \"%s\", \"token\": \"%s\", \"idToken\": \"%s\"}%n",
                credentials.getProjectId(),
                ((ServiceAccountSigner) credentials).getAccount(),
                credentials.refreshAccessToken().getTokenValue(),
                idTokens.getIdToken().getTokenValue());
    }
}
