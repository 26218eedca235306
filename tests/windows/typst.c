/* Stands for typst.exe where only its being found is tested: it names its version and the families of fonts. */
#include <stdio.h>
#include <string.h>

int main(int count, char **words) {
    if (count > 1 && strcmp(words[1], "--version") == 0) {
        puts("typst 0.15.1 (stands for it)");
        return 0;
    }
    if (count > 1 && strcmp(words[1], "fonts") == 0) {
        puts("BIZ UDGothic\nBIZ UDPGothic\nBIZ UDMincho\nBIZ UDPMincho");
        return 0;
    }
    return 1;
}
