"""What is brought into the machines: the distribution, its unit, and for the integration tests their classes."""

import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import readings
from machines import ROOT, Failure

# Those that need no more than the kernel and what the box has, one after the other in one JVM. The rest take hours there.
TESTS = ("StationsIT", "VlanPortsIT", "DevicesIT", "RestartIT", "IsolationIT")
# The kernel as the oracle, and one worker, which is what one processor can have.
DEVICES = "KERNEL,TAPLANE_1"
# An emulated processor is so many times slower; the tests' bounds are multiplied by it.
PATIENCE = 20
HOUR = 3600
MODULES = ("java.instrument", "java.management", "java.naming", "java.sql", "jdk.httpserver", "jdk.jfr", "jdk.net",
           "jdk.unsupported")  # fmt: skip


def distribution(machine):
    machine.unpack(ROOT / "target/dist/taplane.tar.gz", "/opt")
    version = machine.run("""
        install -m 644 /opt/taplane/lib/systemd/taplane.service /etc/systemd/system
        # an emulated machine may take longer to start a JVM than systemd waits
        install -d /etc/systemd/system/taplane.service.d
        printf '[Service]\\nTimeoutStartSec=15min\\n' >/etc/systemd/system/taplane.service.d/slow.conf
        systemctl daemon-reload
        $taplane --version
    """)
    return version.strip()


def test_classes(work):
    """An archive of everything the tests' JVM reads."""
    archive = work / "tests.tar.gz"
    if not archive.exists() or is_older(archive):
        classpath = work / "classpath"
        subprocess.run(
            [ROOT / "scripts/mvn", "-q", "-B", "-ntp", "test-compile", "dependency:build-classpath",
             "-pl", "integration-tests", "-am", f"-Dmdep.outputFile={classpath}", "-Dmdep.includeScope=test"],
            cwd=ROOT, check=True, stdout=subprocess.DEVNULL)  # fmt: skip
        pack(archive, [ROOT / "integration-tests/target/test-classes", *classpath.read_text().strip().split(":")],
             make_runtime(work / "test-runtime"))  # fmt: skip
    return archive


def make_runtime(place):
    """The tests use more of the JDK than what they test, which runs on the distribution's own."""
    shutil.rmtree(place, ignore_errors=True)
    subprocess.run([Path(os.environ["JAVA_HOME"]) / "bin/jlink", "--add-modules", ",".join(MODULES), "--output", place,
                    "--strip-java-debug-attributes", "--no-header-files", "--no-man-pages"], check=True)  # fmt: skip
    return place


def is_older(archive):
    sources = (*ROOT.glob("java/*/src/**/*.java"), *ROOT.glob("integration-tests/src/**/*.java"))
    return max(source.stat().st_mtime for source in sources) > archive.stat().st_mtime


def pack(archive, entries, runtime):
    """Numbered, because classes of several modules are in folders of one name."""
    with tarfile.open(archive, "w:gz", compresslevel=1) as tar:
        for number, entry in enumerate(entries):
            tar.add(entry, f"lib/{number:02}-{Path(entry).name}")
        tar.add(runtime, "runtime")


def integration_tests(machine, archive):
    """In a folder that looks to the tests like a checkout that has been built: what they start is the distribution."""
    machine.unpack(archive, "/opt/tests")
    text = machine.run(f"""
        home=/opt/taplane/lib/taplane
        cd /opt/tests
        mkdir -p integration-tests java/daemon scripts
        ln -sfn $home java/daemon/target
        cp $home/*.options scripts
        echo "-XX:AOTCache=$home/taplane.aot" >>scripts/jvm-run.options
        cd integration-tests
        CI=true $home/runtime/bin/java @$home/jvm-command.options -Xmx256m \
            -Dtaplane.it.patience={PATIENCE} -Dtaplane.it.devices={DEVICES} \
            -cp "$(printf '%s:' ../lib/*)" org.junit.platform.console.ConsoleLauncher execute --disable-banner \
            --disable-ansi-colors --details=tree --details-theme=ascii --config=jqwik.reporting.onlyfailures=true \
            {" ".join(f"--select-class=org.taplane.it.{name}" for name in TESTS)} >/run/tests 2>&1 </dev/null || true
        cat /run/tests
    """, seconds=HOUR)  # fmt: skip
    Path(archive).with_name("tests.log").write_text(text)
    return judge(text)


def judge(text):
    """JUnit's exit code says whether a test failed; that some were run is in its totals."""
    totals = readings.junit_totals(text)
    passed, failed = totals.get("successful", 0), totals.get("failed", 0)
    if failed or not passed:
        raise Failure(f"{passed} passed, {failed} failed: {readings.first_failure(text)}")
    return f"{passed} tests of {', '.join(TESTS)}"
