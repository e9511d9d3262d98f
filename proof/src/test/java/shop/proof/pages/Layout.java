package shop.proof.pages;

import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Objects;

/** What is wrong with how a page is laid out, whatever its fonts are: nothing scrolls sideways, sticks out, or lies on something else. */
final class Layout {

    private static final String FAULTS = """
            () => {
              const faults = [];
              const name = element => element.tagName.toLowerCase() + (element.id ? '#' + element.id : '')
                + (element.className && element.className.baseVal === undefined ? '.' + element.className.replaceAll(' ', '.') : '')
                + ' "' + (element.textContent || element.value || '').trim().slice(0, 40) + '"';
              const root = document.documentElement;
              if (root.scrollWidth > root.clientWidth) {
                faults.push('the page scrolls sideways: ' + root.scrollWidth + ' > ' + root.clientWidth);
              }
              // What of an element can be seen: a part that its scrolling surroundings cut off lies on nothing.
              const seen = element => {
                if (!element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })) return [];
                const parts = [];
                for (const rect of element.getClientRects()) {
                  let { left, top, right, bottom } = rect;
                  for (let around = element.parentElement; around; around = around.parentElement) {
                    const style = getComputedStyle(around);
                    if (style.overflowX !== 'visible' || style.clipPath !== 'none') {
                      const box = around.getBoundingClientRect();
                      left = Math.max(left, box.left); right = Math.min(right, box.right);
                      top = Math.max(top, box.top); bottom = Math.min(bottom, box.bottom);
                    }
                  }
                  if (right - left > 1 && bottom - top > 1) parts.push({ left, top, right, bottom });
                }
                return parts;
              };
              for (const element of document.body.querySelectorAll('*')) {
                if (element.closest('.hidden, .skip, svg')) continue;
                if (seen(element).some(part => part.right > root.clientWidth + 1 || part.left < -1)) {
                  faults.push('sticks out: ' + name(element));
                }
              }
              const controls = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
                .filter(control => !control.closest('.skip')).map(control => [control, seen(control)]);
              for (let one = 0; one < controls.length; one++) {
                for (let two = one + 1; two < controls.length; two++) {
                  const [a, b] = [controls[one], controls[two]];
                  if (a[0].contains(b[0])) continue;
                  if (a[1].some(x => b[1].some(y => Math.min(x.right, y.right) - Math.max(x.left, y.left) > 1
                      && Math.min(x.bottom, y.bottom) - Math.max(x.top, y.top) > 1))) {
                    faults.push(name(a[0]) + ' lies on ' + name(b[0]));
                  }
                }
              }
              for (const image of document.images) {
                if (image.complete && image.naturalWidth === 0) faults.push('broken image: ' + image.src);
                if (!image.hasAttribute('width') || !image.hasAttribute('height')) faults.push('moves what is below: ' + image.src);
              }
              return faults;
            }""";

    private Layout() {}

    static List<String> faults(Page page) {
        return ((List<?>) Objects.requireNonNull(page.evaluate(FAULTS)))
                .stream().map(String::valueOf).toList();
    }
}
