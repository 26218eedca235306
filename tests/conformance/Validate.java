// Judges PDF files with veraPDF: one line a file and standard, and each failed rule with the
// places it failed at. Exit code 1 where any rule failed.
//
//   java -cp … Validate.java FILE…

import java.io.FileInputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;

public class Validate {
    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        boolean passed = true;
        for (String file : files) {
            for (PDFAFlavour flavour : List.of(PDFAFlavour.PDFUA_1, PDFAFlavour.PDFA_3_A)) {
                passed &= judge(file, flavour);
            }
        }
        System.exit(passed ? 0 : 1);
    }

    private static boolean judge(String file, PDFAFlavour flavour) throws Exception {
        try (FileInputStream in = new FileInputStream(file);
                PDFAParser parser = Foundries.defaultInstance().createParser(in, flavour);
                PDFAValidator validator =
                        Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            int rules =
                    Profiles.getVeraProfileDirectory()
                            .getValidationProfileByFlavour(flavour)
                            .getRules()
                            .size();
            System.out.printf(
                    "%s %s: %s, %d rules, %d checks%n",
                    result.isCompliant() ? "PASS" : "FAIL",
                    flavour.getId(),
                    file,
                    rules,
                    result.getTotalAssertions());
            Map<String, String> failed = new TreeMap<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    failed.putIfAbsent(
                            assertion.getRuleId().getClause()
                                    + "-"
                                    + assertion.getRuleId().getTestNumber(),
                            assertion.getMessage()
                                    + " at "
                                    + assertion.getLocation().getContext());
                }
            }
            failed.forEach((rule, words) -> System.out.println("  " + rule + " " + words));
            return result.isCompliant();
        }
    }
}
