@echo off
rem Runs the whole shop on this machine: shop --help. The same as ./shop on other systems, except that it builds only when
rem nothing is built yet: after a change, run mvnw -Pquick install.
setlocal
set "root=%~dp0"
set "root=%root:~0,-1%"
if not exist "%root%\local\target\dist\lib" (
    echo Building the shop. The first time, this fetches libraries and takes a few minutes. 1>&2
    call "%root%\mvnw.cmd" -B -q -Pquick -Dspring-boot.repackage.skip=true -f "%root%\pom.xml" install || exit /b 1
)
call :find_jdk || exit /b 1
"%JAVA_HOME%\bin\java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData "-Dshop.root=%root%" ^
    -cp "%root%\local\target\dist\lib\*" shop.local.Shop %*
exit /b %errorlevel%

:find_jdk
for %%d in ("%JAVA_HOME%") do call :try_jdk "%%~d" && exit /b 0
for /d %%d in ("%ProgramFiles%\Eclipse Adoptium\*" "%ProgramFiles%\Java\*" "%ProgramFiles%\Microsoft\jdk-*" "%USERPROFILE%\.jdks\*") do (
    call :try_jdk "%%~d" && exit /b 0
)
echo No JDK 25 or later found. Install one (for example Eclipse Temurin 25) and set JAVA_HOME to its folder. 1>&2
exit /b 1

:try_jdk
if "%~1"=="" exit /b 1
if not exist "%~1\bin\javac.exe" exit /b 1
for /f "tokens=2 delims==" %%v in ('findstr /b JAVA_VERSION^= "%~1\release"') do set "found=%%~v"
for /f "delims=." %%m in ("%found%") do if %%m geq 25 (
    set "JAVA_HOME=%~1"
    exit /b 0
)
exit /b 1
