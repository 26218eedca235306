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

public class Validate {
    private static final List<PDFAFlavour> FLAVOURS =
            List.of(PDFAFlavour.PDFUA_1, PDFAFlavour.PDFA_3_A);

    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        boolean passed = true;
        for (String file : files) {
            passed &= judge(file);
        }
        System.exit(passed ? 0 : 1);
    }

    // A file is read once for all standards.
    private static boolean judge(String file) throws Exception {
        boolean passed = true;
        try (FileInputStream in = new FileInputStream(file);
                PDFAParser parser =
                        Foundries.defaultInstance()
                                .createParser(in, FLAVOURS.get(0), FLAVOURS.get(1));
                PDFAValidator validator = Foundries.defaultInstance().createValidator(FLAVOURS)) {
            for (ValidationResult result : validator.validateAll(parser)) {
                passed &= report(file, result);
            }
        }
        return passed;
    }

    private static boolean report(String file, ValidationResult result) {
        int rules = result.getValidationProfile().getRules().size();
        System.out.printf(
                "%s %s: %s, %d rules, %d checks%n",
                result.isCompliant() ? "PASS" : "FAIL",
                result.getPDFAFlavour().getId(),
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
                        assertion.getMessage() + " at " + assertion.getLocation().getContext());
            }
        }
        failed.forEach((rule, words) -> System.out.println("  " + rule + " " + words));
        return result.isCompliant();
    }
}
