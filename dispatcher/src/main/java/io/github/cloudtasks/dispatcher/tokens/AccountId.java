package io.github.cloudtasks.dispatcher.tokens;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** The number by which Google knows an account beside its e-mail address. */
final class AccountId {
    private static final int DIGITS = 20;

    private AccountId() {}

    /**
     * 21 decimal digits of which the first is 1, as Google's have (recorded: 21 digits). The real number cannot be
     * known, so it is made of the address: the same one on every start and every machine.
     */
    static String of(String email) {
        BigInteger number = new BigInteger(1, Sha256.of(email.getBytes(StandardCharsets.UTF_8)));
        String digits = number.mod(BigInteger.TEN.pow(DIGITS)).toString();
        return "1" + "0".repeat(DIGITS - digits.length()) + digits;
    }
}
