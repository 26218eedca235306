@echo off
rem planbook を始める。本のフォルダーを書くと、その本を開く: はじめに.cmd わたしの町
setlocal
set "PATH=%~dp0;%PATH%"
set "BOOK=%~1"
if "%BOOK%"=="" set "BOOK=%~dp0わたしの本"
if exist "%BOOK%\content\plan.yaml" goto menu
echo はじめての本を作ります: %BOOK%
planbook init "%BOOK%"
if errorlevel 1 goto end
:menu
echo.
echo   1 原稿を調べる
echo   2 書きながら見る (終わるには Ctrl-C)
echo   3 サイトとPDFを作る
echo   4 できたサイトを開く
echo   5 この機械に足りないものを調べる
echo   0 終わる
set "ANSWER="
set /p "ANSWER=番号を書いて Enter を押してください: "
if "%ANSWER%"=="1" planbook -C "%BOOK%" check
if "%ANSWER%"=="2" planbook -C "%BOOK%" serve --open
if "%ANSWER%"=="3" planbook -C "%BOOK%" build
if "%ANSWER%"=="4" start "" "%BOOK%\output\index.html"
if "%ANSWER%"=="5" planbook -C "%BOOK%" doctor
if "%ANSWER%"=="0" goto end
if "%ANSWER%"=="" goto end
goto menu
:end
endlocal
